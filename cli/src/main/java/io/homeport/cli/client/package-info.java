/** The public API of Homeport as the commands see it. */
@NullMarked
package io.homeport.cli.client;

import org.jspecify.annotations.NullMarked;
