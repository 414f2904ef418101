/** The one door: what comes in goes by its host to the platform or to a deployed app. */
package io.homeport.gateway.door;
