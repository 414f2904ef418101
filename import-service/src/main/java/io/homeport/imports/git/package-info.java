/** Sources that are Git repositories. */
package io.homeport.imports.git;
