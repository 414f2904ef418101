/** From what was read to the four parts of a specification. */
@NullMarked
package io.homeport.specs.drafting;

import org.jspecify.annotations.NullMarked;
