/** A source tree on disk, read within bounds. */
package io.homeport.imports.tree;
