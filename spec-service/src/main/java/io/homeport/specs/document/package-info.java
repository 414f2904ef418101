/** The specification as a document: records, canonical JSON, Markdown. */
@NullMarked
package io.homeport.specs.document;

import org.jspecify.annotations.NullMarked;
