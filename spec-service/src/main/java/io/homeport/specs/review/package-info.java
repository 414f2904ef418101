/** The security review: rules, each of which yields findings. */
@NullMarked
package io.homeport.specs.review;

import org.jspecify.annotations.NullMarked;
