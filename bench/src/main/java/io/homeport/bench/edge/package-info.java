/** What the door costs, beside nginx, Caddy and a proxy without any of its policies. */
package io.homeport.bench.edge;
