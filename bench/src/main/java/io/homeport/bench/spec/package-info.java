/** How right the specifications are: beside truth labelled by hand, redrawn, and with faults. */
@org.jspecify.annotations.NullMarked
package io.homeport.bench.spec;
