/** Tries, with made-up rows of several users, what each role can really do. */
@NullMarked
package io.homeport.specs.measure;

import org.jspecify.annotations.NullMarked;
