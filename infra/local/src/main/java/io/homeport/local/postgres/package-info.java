/** PostgreSQL servers and what is in them. */
package io.homeport.local.postgres;
