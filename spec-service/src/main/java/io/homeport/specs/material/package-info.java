/** All that a specification is written from, and what follows from it. */
@NullMarked
package io.homeport.specs.material;

import org.jspecify.annotations.NullMarked;
