/** Push hooks: a Git server says that there is something new, and it is imported. */
package io.homeport.imports.hook;
