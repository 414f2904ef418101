/** The commands of the journey: import, specify, deploy, back up. */
@NullMarked
package io.homeport.cli.app;

import org.jspecify.annotations.NullMarked;
