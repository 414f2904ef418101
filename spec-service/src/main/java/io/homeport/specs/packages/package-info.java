/** Which packages an app is made of, as its lockfiles say. */
@NullMarked
package io.homeport.specs.packages;

import org.jspecify.annotations.NullMarked;
