/** Who is using the commands: sign-in, tokens, sign-out. */
@NullMarked
package io.homeport.cli.signin;

import org.jspecify.annotations.NullMarked;
