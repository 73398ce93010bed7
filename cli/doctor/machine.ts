import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { nativeTypeScript } from '../../kernel/language/native-typescript.js';
import { isOlder } from '../../lib/model/versions.js';
import { ContainerEngines, engineNames } from '../../service/executors/containers/container-engines.js';
import { findProgram } from '../../service/executors/find-program.js';
import { type Finding, ok, problem, reasonOf, warning } from './finding.js';

const oldestNode = '20.19.0';
const reinstall = 'Install the packages again: `npm ci` in a checkout, `npm install tunebook` elsewhere.';

/** Node is new enough. */
export async function checkNode(): Promise<Finding> {
  const { node } = process.versions;
  if (!isOlder(node, oldestNode)) return ok('Node', `${node}, ${process.execPath}`);
  return problem('Node', `${node} is too old`, `Install Node ${oldestNode} or later: https://nodejs.org.`);
}

/** The native compiler, which checks the cells, starts. */
export async function checkTypeScript(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(nativeTypeScript(), ['--version']);
    return ok('TypeScript', stdout.trim());
  } catch (error) {
    return problem('TypeScript', `the native compiler does not start: ${reasonOf(error)}`, reinstall);
  }
}

/** ZeroMQ, which carries Jupyter's messages, loads and opens a port. */
export async function checkZeroMq(): Promise<Finding> {
  try {
    const { Router, version } = await import('zeromq');
    const socket = new Router();
    await socket.bind('tcp://127.0.0.1:*');
    socket.close();
    return ok('ZeroMQ', version);
  } catch (error) {
    return problem('ZeroMQ', `it does not work: ${reasonOf(error)}`, reinstall);
  }
}

/** Programs of this machine reach each other at 127.0.0.1. */
export async function checkLoopback(): Promise<Finding> {
  const server = createServer(socket => socket.end());
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect', { signal: AbortSignal.timeout(5000) });
    socket.destroy();
    return ok('Ports', 'free ones at 127.0.0.1 can be opened and reached');
  } catch (error) {
    const advice = 'Allow connections from this machine to itself (127.0.0.1) in its firewall or sandbox.';
    return problem('Ports', `none at 127.0.0.1 can be opened and reached: ${reasonOf(error)}`, advice);
  } finally {
    server.close();
  }
}

/** A container engine is there for tasks that name an image. */
export async function checkContainers(): Promise<Finding> {
  const engine = await new ContainerEngines().find(undefined);
  if (engine) return ok('Containers', `${engine.name}, ${engine.program}`);
  const there = engineNames.filter(name => findProgram(name) !== undefined);
  const why =
    there.length > 0
      ? `${there.join(' and ')} ${there.length > 1 ? 'do' : 'does'} not work`
      : 'no engine is installed';
  return warning(
    'Containers',
    why,
    `Tasks need \`image: 'host'\` or an alias in settings.json; install one of ${engineNames.join(', ')} to run images.`,
  );
}

/** MPI is there for tasks of its types. */
export async function checkMpi(): Promise<Finding> {
  const program = findProgram('mpirun');
  if (program !== undefined) return ok('MPI', program);
  return warning(
    'MPI',
    'there is no mpirun',
    'Tasks of the MPI types can not run on the host; install Open MPI or MPICH.',
  );
}
