/**
 * The forms in which a spec is shown, each a pure function of the document and what people said.
 */
@NullMarked
package io.homeport.specs.format;

import org.jspecify.annotations.NullMarked;
