/** Homeport's own databases: what every organization, release and account is in. */
@NullMarked
package io.homeport.backup.own;

import org.jspecify.annotations.NullMarked;
