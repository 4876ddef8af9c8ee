"""Yichuang 一窗: one window for local government. File once; every department has its part."""
