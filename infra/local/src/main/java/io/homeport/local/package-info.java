/** The whole of Homeport on one machine: its parts as processes, without containers. */
package io.homeport.local;
