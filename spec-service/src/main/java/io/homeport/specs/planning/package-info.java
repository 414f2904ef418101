/** How an app leaves its builder: from the parts of a specification to a plan. */
@NullMarked
package io.homeport.specs.planning;

import org.jspecify.annotations.NullMarked;
