/** What is sent when a folder is imported. */
@NullMarked
package io.homeport.cli.source;

import org.jspecify.annotations.NullMarked;
