import { curveKeyPair } from 'zeromq';
import type { ConnectionInfo } from './connection.js';

/** The same connection, with fresh keys that encrypt it. */
export function encrypted(info: ConnectionInfo): ConnectionInfo {
  const { publicKey, secretKey } = curveKeyPair();
  return { ...info, curve_publickey: publicKey, curve_secretkey: secretKey };
}

/** Options of a kernel's sockets: with keys in the connection, they refuse who does not have them. */
export function serverSecurity({ curve_publickey, curve_secretkey }: ConnectionInfo): object {
  if (curve_publickey === undefined || curve_secretkey === undefined) return {};
  return { curveServer: true, curvePublicKey: curve_publickey, curveSecretKey: curve_secretkey };
}

/** Options of a front end's sockets. */
export function clientSecurity({ curve_publickey, curve_secretkey }: ConnectionInfo): object {
  if (curve_publickey === undefined || curve_secretkey === undefined) return {};
  return {
    curveServerKey: curve_publickey,
    curvePublicKey: curve_publickey,
    curveSecretKey: curve_secretkey,
  };
}
