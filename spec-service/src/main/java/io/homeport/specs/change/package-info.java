/** What differs between two versions of an app's spec. */
@NullMarked
package io.homeport.specs.change;

import org.jspecify.annotations.NullMarked;
