/** Which builder generated an app, and what says so. */
package io.homeport.imports.builder;
