"""Measure words that a counted or measured result is written with."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
个工作日 人次 件次 批次 户次 场次 家次 车次 艘次 架次 轮次 班次 台次 辆次
个次 条次 册次 卷次 羽次 头次 趟次 例次 天次 课时 学时 工日 工时 个小时
个月 个季度 个等级 个位次 个百分点 人 名 位 个 件 批 次 户 场 家 份 篇
条 项 起 期 辆 处 座 所 套 台 张 册 本 部 亩 宗 例 支 只 头 尾 株
棵 对 枚 门 类 种 间 栋 幢 块 盏 顶 架 艘 路 段 眼 口 具 笔 卷 页
组 堂 节 辑 幅 副 发 床 轮 届 级 层 岁 天 年 日 倍 分 瓶 箱 袋 桶
吨 斤 克 米 公里 千米 公顷 公斤 千克 平方米 平方公里 立方米 立方 延米
厘米 毫米 千瓦时 千瓦 兆瓦 小时 分钟 秒 ㎡ m² m³ km² km kg
毫克/升 mg/L 元/人 元/亩 个班次 人天 字 万字 曲 剧 集 档 班 团 队
微克/立方米 台班 个台班 座次 航次 空方 粒 面 处次 项次 亩次 管 个工日 方
升 毫升 吨位 马力 兆 度 村 乡 镇
"""
# Longest first, for alternatives of a regular expression.
MEASURES: Final = tuple(sorted(_WORDS.split(), key=len, reverse=True))
