/** The web console: one page, one script, one style sheet, and who is signed in. */
package io.homeport.gateway.console;
