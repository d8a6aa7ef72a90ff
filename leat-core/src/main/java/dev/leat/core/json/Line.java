package dev.leat.core.json;

/**
 * A line of text, or a piece of one.
 *
 * @param number counted from 1
 * @param goesOn whether the line has more than this
 */
record Line(long number, String text, boolean goesOn) {}
