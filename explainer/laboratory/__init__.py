"""What can be set in the lab, and how a link carries it.

The arithmetic runs in the browser (`assets/components/common/sliding.js`), where it answers within a frame; the tests
compare it with Keras.
"""
