/** The HTTP edge every service shares: caller, problem details, cursors, progress streams. */
package io.homeport.api;
