/** Customers' own domains, with their certificates and what certificate authorities ask for. */
package io.homeport.gateway.domain;
