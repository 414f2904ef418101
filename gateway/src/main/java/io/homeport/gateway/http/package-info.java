/** HTTP as the door insists on it: unambiguous framing in, problem details out. */
package io.homeport.gateway.http;
