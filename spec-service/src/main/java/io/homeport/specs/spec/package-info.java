/** Specs of apps: versions, states, decisions, and the edges to Kafka and HTTP. */
@NullMarked
package io.homeport.specs.spec;

import org.jspecify.annotations.NullMarked;
