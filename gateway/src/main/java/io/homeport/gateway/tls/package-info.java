/** TLS at the door: which certificate a handshake gets, and what it may agree on. */
package io.homeport.gateway.tls;
