/** Package managers, and which of several lockfiles is right. */
package io.homeport.imports.packages;
