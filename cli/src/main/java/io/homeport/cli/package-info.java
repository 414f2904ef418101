/** The commands of Homeport: what they have in common. */
@NullMarked
package io.homeport.cli;

import org.jspecify.annotations.NullMarked;
