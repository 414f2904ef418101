/** The whole journey, each step checked by its effect. */
@NullMarked
package io.homeport.cli.demo;

import org.jspecify.annotations.NullMarked;
