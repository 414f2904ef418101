/** What the running stack does: on the demo's app, on samples, on exports that somebody has. */
@org.jspecify.annotations.NullMarked
package io.homeport.bench.running;
