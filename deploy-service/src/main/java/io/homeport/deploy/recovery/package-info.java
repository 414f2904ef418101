/** Writing down what brings an environment back beside its data, and bringing it back. */
@NullMarked
package io.homeport.deploy.recovery;

import org.jspecify.annotations.NullMarked;
