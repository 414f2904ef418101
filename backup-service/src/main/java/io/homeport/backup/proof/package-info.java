/** Signing what drills found, and telling whose signature it is. */
@NullMarked
package io.homeport.backup.proof;

import org.jspecify.annotations.NullMarked;
