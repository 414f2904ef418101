/** The stack: its state folder, its parts, and the supervisor that keeps them running. */
package io.homeport.local.stack;
