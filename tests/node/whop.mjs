// What the simulated Whop signs, read by Whop's own library as its documentation shows it.
import { Whop } from "@whop/sdk";

const { secret, deliveries, apiUrl, apiKey, appId, jwksUrl, token } = JSON.parse(process.argv[2]);

const client = new Whop({ apiKey, baseURL: apiUrl, appID: appId, webhookKey: btoa(secret) });
const types = deliveries.map(({ body, headers }) => client.webhooks.unwrap(body, { headers }).type);
let refused = 0;
for (const { body, headers } of deliveries) {
  try {
    client.webhooks.unwrap(body + " ", { headers });
  } catch {
    refused += 1;
  }
}
const user = await client.verifyUserToken(token, { appId, jwksUrl });
const memberships = [];
for await (const membership of client.memberships.list({ first: 2 })) memberships.push(membership.id);
console.log(JSON.stringify({ types, refused, user, memberships }));
