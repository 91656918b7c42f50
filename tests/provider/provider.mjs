// A provider of sign-in for the tests: the real one, with invented staff, on this machine. Started by tests/all/single_sign_on/provider.rs.
// Reads its settings as one line from standard input, says where it listens in one line, and ends when standard input does.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { generateKeyPairSync, webcrypto } from 'node:crypto';

// What older versions of Node lack.
globalThis.crypto ??= webcrypto;
URL.parse ??= (text, base) => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};
console.warn = console.info = () => {};

const input = createInterface({ input: process.stdin });
input.on('close', () => process.exit(0));
const settings = JSON.parse(await new Promise((read) => input.once('line', read)));

const { Provider } = await import('oidc-provider');

const staff = new Map(Object.entries(settings.staff));
let logoutToken = '';

function signingKeys() {
  const made = Date.now();
  const rsa = (alg) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', alg });
  const point = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const keys = { RS256: () => rsa('RS256'), PS256: () => rsa('PS256'), ES256: () => ({ ...point, use: 'sig', alg: 'ES256' }) };
  return { keys: [{ ...keys[settings.algorithm](), kid: `${settings.algorithm}-${made}-${Math.random()}` }] };
}

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const here = `http://127.0.0.1:${server.address().port}`;

function provider() {
  const made = new Provider(here, {
    clients: [
      {
        client_id: settings.client_id,
        client_secret: settings.client_secret,
        redirect_uris: [settings.callback],
        post_logout_redirect_uris: [settings.signed_out],
        backchannel_logout_uri: `${here}/test/logged-out`,
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: settings.algorithm,
        token_endpoint_auth_method: settings.client_proof,
      },
    ],
    jwks: signingKeys(),
    enabledJWA: { idTokenSigningAlgValues: [settings.algorithm] },
    clientAuthMethods: [settings.client_proof],
    claims: {
      openid: ['sub', 'oid', 'tid', 'roles', 'groups', 'amr', 'acr', 'auth_time'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      iss: null,
      sid: null,
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['only for tests'] },
    // Its own guard against asking this machine is left out: the hub is on this machine.
    fetch: (address, { dispatcher, ...options }) => fetch(address, options),
    async findAccount(_, id) {
      const { amr, acr, ...said } = staff.get(id) ?? {};
      return staff.has(id) ? { accountId: id, claims: () => ({ sub: id, ...said }) } : undefined;
    },
    // Staff are not asked whether the hub may know who they are.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  made.on('server_error', (_, error) => console.error(error));
  made.on('backchannel.error', (_, error) => console.error(error));
  return made;
}

let current = provider();

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

const form = '<!DOCTYPE html><title>Your organisation</title><form method="post"><input name="login"><button name="answer" value="yes">Sign in</button></form>';

async function interaction(request, response) {
  if (request.method === 'GET') {
    return response.setHeader('content-type', 'text/html').end(form);
  }
  const typed = new URLSearchParams(await body(request));
  const who = staff.get(typed.get('login'));
  const result = who
    ? { login: { accountId: typed.get('login'), amr: who.amr, acr: who.acr } }
    : { error: 'access_denied', error_description: 'the person said no' };
  return current.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

// What a test asks of the provider itself.
const tests = {
  '/test/new-keys': () => {
    current = provider();
    return '';
  },
  '/test/staff': (text) => {
    for (const [id, said] of Object.entries(JSON.parse(text))) staff.set(id, said);
    return '';
  },
  '/test/logged-out': (text) => {
    logoutToken = new URLSearchParams(text).get('logout_token');
    return '';
  },
  '/test/logout-token': () => logoutToken,
};

server.on('request', async (request, response) => {
  try {
    const path = new URL(request.url, here).pathname;
    if (tests[path]) return response.end(tests[path](await body(request)));
    if (path.startsWith('/interaction/')) return await interaction(request, response);
    return current.callback()(request, response);
  } catch (error) {
    console.error(error);
    return response.writeHead(500).end();
  }
});

process.stdout.write(`${JSON.stringify({ issuer: here })}\n`);
