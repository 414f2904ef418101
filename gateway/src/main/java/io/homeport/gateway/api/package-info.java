/** The API at the door: who calls, and which service answers. */
package io.homeport.gateway.api;
