// Which addresses a request made on behalf of the app may go to: only ones on the public internet.
import dns from "node:dns";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";

export class ForbiddenAddress extends Error {}

const NOT_PUBLIC_V4 = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12],
  ["192.0.0.0", 24], ["192.0.2.0", 24], ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15],
  ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
]) {
  NOT_PUBLIC_V4.addSubnet(network, bits, "ipv4");
}
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet("2000::", 3, "ipv6");
/** Documentation, and the transition schemes that carry an IPv4 address inside. */
const NOT_PUBLIC_V6 = new BlockList();
for (const [network, bits] of [["2001:db8::", 32], ["2001::", 32], ["2002::", 16]]) NOT_PUBLIC_V6.addSubnet(network, bits, "ipv6");

/** What listens on this machine's public address is this machine's too, and a firewall does not stand between. */
const isOwn = (address) => Object.values(networkInterfaces()).flat().some((each) => each.address === address);

export function isPublicAddress(address) {
  switch (isIP(address)) {
    case 4: return !NOT_PUBLIC_V4.check(address, "ipv4") && !isOwn(address);
    case 6: return GLOBAL_V6.check(address, "ipv6") && !NOT_PUBLIC_V6.check(address, "ipv6") && !isOwn(address);
    default: return false;
  }
}

/**
 * A `lookup` for node:http: the addresses that are checked are the ones connected to, so a name cannot point elsewhere
 * in between. One address that is not public refuses the name. node:http never looks up literal addresses: check those.
 */
export function publicLookup(hostname, options, callback) {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new ForbiddenAddress(`${hostname} is not a public address`));
    }
    return options.all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family);
  });
}
