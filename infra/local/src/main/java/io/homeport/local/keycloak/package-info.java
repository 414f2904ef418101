/** Keycloak and its realm. */
package io.homeport.local.keycloak;
