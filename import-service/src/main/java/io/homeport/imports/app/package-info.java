/** Apps: what an organization brings home. */
package io.homeport.imports.app;
