/** What an app feels while its database is changed. */
package io.homeport.bench.migrations;
