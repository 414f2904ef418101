/** What is known of a source tree: what made it, what it is made with, and what it lacks. */
package io.homeport.contracts.source;
