/** Passing requests on: streaming both ways, to one given place and no other. */
package io.homeport.gateway.proxy;
