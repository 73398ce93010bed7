import type { ServiceClient } from '../client/service-client.js';

/** The client of the service that the environment names. Loaded on first use: a cell may never need one. */
export async function connectedClient(): Promise<ServiceClient> {
  const { serviceClient } = await import('../client/service-client.js');
  return serviceClient();
}
