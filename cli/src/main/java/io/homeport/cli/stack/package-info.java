/** Commands for the stack on this machine. */
package io.homeport.cli.stack;
