/** Reading a source tree: manifests, TypeScript, configuration, secrets. */
@NullMarked
package io.homeport.specs.source;

import org.jspecify.annotations.NullMarked;
