/**
 * What becomes of each request to the door: its id, its line in the log, figures and limits by app.
 */
package io.homeport.gateway.visit;
